#!/usr/bin/env node
// As much of curl as the docs use, for machines that have none: -s, -H, -d and a URL.
const headers = {}
const [options, urls] = [[], []]
let body
const args = process.argv.slice(2)
while (args.length > 0) {
  const arg = args.shift()
  if (arg === '-H') {
    const [, name, value] = /^([^:]+): *(.*)$/.exec(args.shift())
    headers[name.toLowerCase()] = value
  } else if (arg === '-d') body = args.shift()
  else if (arg.startsWith('-')) options.push(arg)
  else urls.push(arg)
}
if (urls.length !== 1 || options.some((option) => option !== '-s')) {
  throw new Error(`not an option that is known here: ${options} ${urls}`)
}
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const response = await fetch(urls[0], {
  ...(body !== undefined && { method: 'POST', body }),
  headers: { ...(body !== undefined && form), ...headers },
})
process.stdout.write(await response.text())
