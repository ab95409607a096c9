export type EnvSource = Readonly<Record<string, string | undefined>>

/** A variable that cannot be used, and why. */
export interface EnvIssue {
  variable: string
  message: string
}
