import { applyDecorators } from '@nestjs/common';
import { isStylistZone } from '../calendar/stylist-zone.js';
import { check, Integer, Text, TextList } from '../http/fields.js';

/** Services that a stylist offers. */
export const MOST_OFFERS = 100;

/** The fields of a stylist's profile; each is optional in a draft, an approval and a change. */
export function DisplayNameField(): PropertyDecorator {
  return Text(80, { optional: true, example: 'Milan Poudel' });
}

export function TitleField(): PropertyDecorator {
  return Text(80, { optional: true, example: 'Stylist' });
}

export function BiographyField(): PropertyDecorator {
  return Text(2_000, { optional: true, example: 'Fades, beards and patience.' });
}

export function ExperienceField(): PropertyDecorator {
  return Integer(0, 80, { optional: true, example: 4 });
}

export function SpecialtiesField(): PropertyDecorator {
  return TextList(20, 40, { optional: true, example: ['fades', 'beards'] });
}

export function ZoneField(): PropertyDecorator {
  return applyDecorators(
    Text(50, { optional: true, description: 'IANA zone of the stylist’s wall clock.', example: 'Asia/Kathmandu' }),
    check('isZone', 'INVALID_TIMEZONE', 'must be an IANA time zone', (value) => isStylistZone(String(value))),
  );
}
