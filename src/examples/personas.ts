/** Fixed ids of the demo salon's people. Documentation and tests use them too; `POST /dev/token` gives tokens for them. */
export const PERSONAS = {
  admin: '00000000-0000-4000-8000-000000000001',
  'second-admin': '00000000-0000-4000-8000-000000000002',
  auditor: '00000000-0000-4000-8000-000000000003',
  'super-auditor': '00000000-0000-4000-8000-000000000004',
  stylist: '00000000-0000-4000-8000-000000000011',
  'other-stylist': '00000000-0000-4000-8000-000000000012',
  candidate: '00000000-0000-4000-8000-000000000021',
  customer: '00000000-0000-4000-8000-000000000031',
} as const;

export type Persona = keyof typeof PERSONAS;

export const PERSONA_NAMES = Object.keys(PERSONAS) as Persona[];
