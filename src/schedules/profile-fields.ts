import { applyDecorators } from '@nestjs/common';
import { isStylistZone } from '../calendar/stylist-zone.js';
import { check, Integer, Text, TextList } from '../http/fields.js';

/** Services that a stylist offers. */
export const MOST_OFFERS = 100;

/** Decorators for the fields of a stylist's profile; each is optional in a draft, an approval and a change. */
export const ProfileField = {
  displayName: Text(80, { optional: true, example: 'Milan Poudel' }),
  title: Text(80, { optional: true, example: 'Stylist' }),
  bio: Text(2_000, { optional: true, example: 'Fades, beards and patience.' }),
  yearsExperience: Integer(0, 80, { optional: true, example: 4 }),
  specialties: TextList(20, 40, { optional: true, example: ['fades', 'beards'] }),
  timezone: applyDecorators(
    Text(50, { optional: true, description: 'IANA zone of the stylist’s wall clock.', example: 'Asia/Kathmandu' }),
    check('isZone', 'INVALID_TIMEZONE', 'must be an IANA time zone', (value) => isStylistZone(String(value))),
  ),
};
