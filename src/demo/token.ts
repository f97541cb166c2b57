import { ConfigError, readConfig } from '../config.js';
import { storedSecrets } from '../embedded/secrets.js';
import { resolve } from 'node:path';
import { PERSONA_NAMES, PERSONAS } from '../examples/personas.js';
import { signToken } from './sign.js';

/** `npm run token -- admin`: prints a token for somebody of the demo salon, and nothing else. */
async function main(name: string | undefined): Promise<void> {
  const persona = PERSONA_NAMES.find((one) => one === name);
  if (persona === undefined) throw new ConfigError(`Name a persona: ${PERSONA_NAMES.join(', ')}`);
  const { auth, database, demo } = readConfig(process.env);
  if (demo === 'off') throw new ConfigError('There are tokens for personas only with DEMO_DATA on');
  if (auth.signIn?.kind === 'jwks') throw new ConfigError('Tokens come from the owner of AUTH_JWKS_URL');
  const secret = auth.signIn?.secret ?? (await storedSecrets(resolve(database.embeddedDir)))?.jwtSecret;
  if (secret === undefined) throw new ConfigError('Start the service once; it makes the secret that signs tokens');
  console.log(await signToken(secret, PERSONAS[persona], auth.audience, auth.issuer));
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
