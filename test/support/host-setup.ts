import setup from './global-setup.js';
import { HOST_VARIABLE } from './server.js';

/** The suite on a marketplace like the living one. */
export default async function setupHost(): Promise<void> {
  process.env[HOST_VARIABLE] = 'living';
  await setup();
}
