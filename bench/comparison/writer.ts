// Writes three turns, says so, and waits to be killed.
import { SUBJECTS } from './subjects/index.ts'

const [, , name, place = ''] = process.argv
const subject = SUBJECTS.find((each) => each.name === name)
if (subject === undefined) throw new Error(`no subject is called ${name}`)
const history = await subject.open(JSON.parse(place))
for (const n of [1, 2, 3]) await history.append([`question ${n}`, `answer ${n}`], `turn ${n}`)
process.send?.('written')
setInterval(() => {}, 60_000)
