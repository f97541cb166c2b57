import { describe, expect, it } from '@jest/globals';
import { known, loggedProfile, mergedProfile, missingFields } from '../../src/promotions/profile.js';

describe('A stylist’s profile', () => {
  const former = { displayName: 'Former', title: 'Former', bio: 'Former', yearsExperience: 0 };

  it('is merged field by field: the request over the draft over the former profile', () => {
    const draft = { title: 'Draft', bio: 'Draft', serviceIds: ['a'] };
    expect(mergedProfile({ bio: 'Body' }, draft, former)).toEqual({
      displayName: 'Former',
      title: 'Draft',
      bio: 'Body',
      yearsExperience: 0,
    });
  });

  it('ignores fields that were not sent', () => {
    const sent = { displayName: undefined, title: 'Body' } as { title: string };
    expect(mergedProfile(sent, null, former)).toMatchObject({ displayName: 'Former', title: 'Body' });
    expect(mergedProfile()).toEqual({});
  });

  it('lacks a display name and a title until both have text', () => {
    expect(missingFields({})).toEqual(['displayName', 'title']);
    expect(missingFields({ displayName: ' ', title: 'Stylist' })).toEqual(['displayName']);
    expect(missingFields(former)).toEqual([]);
  });

  it('is logged without its biography', () => {
    expect(loggedProfile({ ...former, serviceIds: ['a'] })).toEqual({
      displayName: 'Former',
      title: 'Former',
      yearsExperience: 0,
      serviceIds: ['a'],
    });
    expect(known({ title: 'T', bio: 'B' })).toEqual({ title: 'T', bio: 'B' });
  });
});
