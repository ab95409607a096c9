// Within a workspace imports go down: see HOUSES in import-rules.mjs.
import { dirname, join, relative, resolve, sep } from 'node:path'
import { importsOf, sourceFiles } from './source-files.mjs'

export function floorOffences(houses) {
  return Object.entries(houses).flatMap(([house, { floors, apart }]) => {
    const rooms = floors.flatMap((names, floor) =>
      names.map((name) => {
        const places = [name].flat()
        return { name: places.join(', '), places, floor }
      }),
    )
    const files = sourceFiles(house)
    return [
      ...emptyRooms(house, rooms, files),
      ...files.flatMap((file) => fileOffences(house, rooms, apart, file)),
    ]
  })
}

/** A name that is spelled wrong would hold nothing and forbid nothing. */
function emptyRooms(house, rooms, files) {
  return rooms
    .flatMap(({ places }) => places)
    .filter((place) => !files.some((file) => isIn(place, inHouse(house, file))))
    .map(
      (place) =>
        `${join(house, place)}: is a room in import-rules.mjs, but there is no such file or folder`,
    )
}

function fileOffences(house, rooms, apart, file) {
  const path = inHouse(house, file)
  const room = roomOf(rooms, path)
  if (room === undefined) return [`${file}: is in no room of import-rules.mjs`]
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .flatMap(({ specifier, line }) => {
      const target = inHouse(house, relative('.', resolve(dirname(file), specifier)))
      const other = roomOf(rooms, target)
      if (other === undefined || other === room) return []
      const why = problem(room, other, apart)
      return why ? [`${file}:${line}: ${specifier} ${why}`] : []
    })
}

function problem(room, other, apart) {
  const names = `${other.name} from ${room.name}`
  if (other.floor > room.floor) return `is on a higher floor: ${names}`
  if (other.floor === room.floor) return `is another room of the same floor: ${names}`
  const areApart = apart.some(
    ([one, two]) =>
      (isRoomIn(one, room) && isRoomIn(two, other)) ||
      (isRoomIn(two, room) && isRoomIn(one, other)),
  )
  return areApart ? `is in a room that may not be known here: ${names}` : undefined
}

/** The most specific room that holds the file. */
function roomOf(rooms, path) {
  return rooms
    .flatMap((room) =>
      room.places.filter((place) => isIn(place, path)).map((place) => ({ room, place })),
    )
    .sort((a, b) => b.place.length - a.place.length)[0]?.room
}

const isRoomIn = (place, room) => room.places.some((each) => isIn(place, each))
const isIn = (place, path) => path === place || path.startsWith(`${place}/`)
const inHouse = (house, file) => relative(house, file).replaceAll(sep, '/')
