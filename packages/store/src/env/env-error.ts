/** A variable that is missing or wrong, and why. Never holds the variable's value. */
export interface EnvIssue {
  variable: string
  message: string
}

export class EnvError extends Error {
  readonly issues: readonly EnvIssue[]

  constructor(issues: readonly EnvIssue[]) {
    super(issues.map(({ variable, message }) => `${variable}: ${message}`).join('\n'))
    this.name = 'EnvError'
    this.issues = issues
  }
}
