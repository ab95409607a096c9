// The public types of @threadkeep/entra. Written by `pnpm types:update`.

// index.d.ts

import { CredentialsProvider, StoreConfig, StoreObserver } from "@threadkeep/store";
import { z } from "zod";

/** Whose tokens they are. */
type EntraIdentity = {
  kind: 'client-secret';
  tenantId: string;
  clientId: string;
  clientSecret: string;
} | {
  kind: 'client-certificate';
  tenantId: string;
  clientId: string;
  certificatePath: string;
} | {
  kind: 'workload-identity';
  tenantId: string;
  clientId: string;
  tokenFilePath: string;
} /** `clientId`: of a user-assigned one. */ | {
  kind: 'managed-identity';
  clientId: string | undefined;
};
/** The names are Azure's own: an AKS workload gets three of them from its service account. */
declare const EntraEnvShape: {
  AZURE_CLIENT_ID: z.ZodOptional<z.ZodString>;
  AZURE_TENANT_ID: z.ZodOptional<z.ZodString>;
  AZURE_CLIENT_SECRET: z.ZodOptional<z.ZodString>;
  AZURE_CLIENT_CERTIFICATE_PATH: z.ZodOptional<z.ZodString>;
  AZURE_FEDERATED_TOKEN_FILE: z.ZodOptional<z.ZodString>;
};
/**
 * The identity that an environment names, or the machine's. Never more than one is tried, so that a wrong
 * secret cannot hide behind another identity that works. Throws EnvError naming every bad variable.
 */
declare function parseEntraEnv(source: Readonly<Record<string, string | undefined>>): EntraIdentity;
interface EntraLogin {
  identity: EntraIdentity;
  /** Instead of the object id (`oid`) that the token names. */
  username?: string | undefined;
}
/** Hands out the identity's token for Redis. The library keeps it until a newer one is due. */
declare function createEntraProvider({
  identity,
  username
}: EntraLogin): CredentialsProvider;
/**
 * The same settings, with tokens to log in with where they ask for them (REDIS_AUTH=entra). One for all
 * connections of the process; the caller closes `credentials`.
 */
declare function withEntraTokens<Config extends StoreConfig>(config: Config, identity: EntraIdentity | undefined, options?: {
  observe?: StoreObserver;
}): Config;
export { EntraEnvShape, type EntraIdentity, type EntraLogin, createEntraProvider, parseEntraEnv, withEntraTokens };

// testing.d.ts

/** The endpoint of Azure App Service where programs get the tokens of their managed identity. */
interface ManagedIdentity extends AsyncDisposable {
  /** What the platform sets for a program. */
  readonly variables: Readonly<Record<string, string>>;
  /** The resource that each request so far asked a token for. */
  readonly requests: readonly string[];
}
/** A real HTTP server on loopback. While `issue` rejects it responds with an error that quotes the secret. */
declare function startManagedIdentity(issue: () => Promise<{
  token: string;
  expiresAt: number;
}>): Promise<ManagedIdentity>;
/** A token that names its owner, as Redis on Azure is told. Nobody signed it. */
declare function unsignedToken(objectId: string): string;
export { type ManagedIdentity, startManagedIdentity, unsignedToken };
