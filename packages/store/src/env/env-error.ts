/** A variable that is missing or wrong, and why. Never holds the variable's value. */
export interface EnvIssue {
  variable: string
  message: string
}

export class EnvError extends Error {
  readonly issues: readonly EnvIssue[]

  /** Of each variable the first is kept: a second follows from it, or contradicts it. */
  constructor(issues: readonly EnvIssue[]) {
    const first = issues.filter(
      (issue, index) => issues.findIndex(({ variable }) => variable === issue.variable) === index,
    )
    super(first.map(({ variable, message }) => `${variable}: ${message}`).join('\n'))
    this.name = 'EnvError'
    this.issues = first
  }
}
