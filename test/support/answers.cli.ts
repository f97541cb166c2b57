import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { recordAnswers } from './record-answers.js';
import { SERVER_VARIABLE, startServer } from './server.js';

/** `npm run answers` writes src/examples/answers.json: the demo salon's answers to the examples of the document. */
const { server, stop } = await startServer();
process.env[SERVER_VARIABLE] = JSON.stringify(server);
try {
  await writeFile('src/examples/answers.json', `${JSON.stringify(await recordAnswers(), null, 2)}\n`);
} finally {
  await stop();
}
