import type { MigrationInterface } from 'typeorm';
import { BlueprintV31Foundation1760544000000 } from './1760544000000-blueprint-v3-1-foundation.js';

/** Every migration, oldest first. */
export const migrations: (new () => MigrationInterface)[] = [BlueprintV31Foundation1760544000000];
