// Goes before a server that is measured (node --import): tells its CPU time to whoever started it,
// and ends it with them.
process.on('message', () => process.send(process.cpuUsage()))
process.once('disconnect', () => process.exit())
process.channel.unref()
