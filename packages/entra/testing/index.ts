export { type ManagedIdentity, startManagedIdentity, unsignedToken } from './managed-identity.ts'
