/** Something that is not as it should be, in one line each. */
export interface Finding {
  /** `problem`: nothing can be served, or not everything. `warning`: a promise is weakened. */
  severity: 'problem' | 'warning'
  message: string
  /** What to do about it. */
  advice: string
}
