import 'reflect-metadata';
import { POOLER_VARIABLE, startPooler } from './pooler.js';
import { SERVER_VARIABLE, startServer } from './server.js';

/** For the HTTP suite behind a transaction pooler. */
export default async function setup(): Promise<void> {
  const { server, stop } = await startServer();
  const pooler = await startPooler(server);
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  process.env[POOLER_VARIABLE] = String(pooler.port);
  globalThis.stopTestServer = async () => {
    await pooler.stop();
    await stop();
  };
}
