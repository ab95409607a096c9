import { useState } from 'react'
import { describeError, SignInRequiredError } from '../errors.ts'
import { Brand } from '../ui/brand.tsx'
import { DemoUserButton } from './demo-user-button.tsx'
import { DEMO_TENANTS } from './demo-users.ts'
import { PasteToken } from './paste-token.tsx'
import { useSession } from './session-context.tsx'
import { fetchDevToken } from './tokens.ts'

export function SignIn() {
  const { signIn, notice } = useSession()
  const [needsToken, setNeedsToken] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [problem, setProblem] = useState(notice)

  function choose(tenantId: string, userId: string) {
    setChoosing(true)
    setProblem(undefined)
    fetchDevToken({ tenantId, userId }).then(
      () => signIn({ kind: 'demo', tenantId, userId }),
      (error: unknown) => {
        setChoosing(false)
        if (error instanceof SignInRequiredError) setNeedsToken(true)
        else setProblem(describeError(error))
      },
    )
  }

  return (
    <main className="grid h-full place-items-center overflow-y-auto p-4">
      <div className="w-full max-w-md animate-rise rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        <Brand />
        <h1 className="mt-6 text-xl font-semibold tracking-tight">Sign in</h1>
        {problem && (
          <p role="alert" className="mt-3 rounded-lg bg-bad-surface px-3 py-2 text-sm text-bad">
            {problem}
          </p>
        )}
        {needsToken ? (
          <PasteToken onSubmit={(token) => signIn({ kind: 'token', token })} />
        ) : (
          <>
            <p className="mt-1 text-sm text-pretty text-muted">
              Choose who you are. Each person sees only their own conversations, and Ada&rsquo;s at
              Contoso are not Ada&rsquo;s at Fabrikam.
            </p>
            {DEMO_TENANTS.map((tenant) => (
              <section key={tenant.tenantId} aria-labelledby={`tenant-${tenant.tenantId}`}>
                <h2
                  id={`tenant-${tenant.tenantId}`}
                  className="mt-6 mb-2 text-xs font-semibold tracking-wide text-muted uppercase"
                >
                  {tenant.name}
                </h2>
                <div className="grid gap-2 sm:grid-cols-2">
                  {tenant.users.map((user) => (
                    <DemoUserButton
                      key={user.userId}
                      name={user.name}
                      tenant={tenant.name}
                      disabled={choosing}
                      onClick={() => choose(tenant.tenantId, user.userId)}
                    />
                  ))}
                </div>
              </section>
            ))}
          </>
        )}
      </div>
    </main>
  )
}
