/** Ada works for both tenants under one user id: the same person, two separate histories. */
export const DEMO_TENANTS = [
  {
    tenantId: 'contoso',
    name: 'Contoso',
    users: [
      { userId: 'ada', name: 'Ada' },
      { userId: 'grace', name: 'Grace' },
    ],
  },
  {
    tenantId: 'fabrikam',
    name: 'Fabrikam',
    users: [
      { userId: 'ada', name: 'Ada' },
      { userId: 'linus', name: 'Linus' },
    ],
  },
] as const
