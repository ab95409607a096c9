interface House {
  floors: (string | string[])[][]
  apart: [string, string][]
}
export const HOUSES: Record<string, House>
