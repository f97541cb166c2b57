import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';

/** Milliseconds for an answer of the name server; the second try asks the next one. */
const RESOLVE = { timeout: 2_000, tries: 2 };

/** IPv4 addresses that are not of the public internet (RFC 6890 and its successors), and relays into others. */
const FORBIDDEN_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Of IPv6 only global unicast is public, and in it not: special purposes, documentation, and tunnels to IPv4. */
const GLOBAL_6 = ['2000::', 3] as const;
const FORBIDDEN_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const forbidden4 = new BlockList();
for (const [net, bits] of FORBIDDEN_4) forbidden4.addSubnet(net, bits, 'ipv4');
const global6 = new BlockList();
global6.addSubnet(...GLOBAL_6, 'ipv6');
const forbidden6 = new BlockList();
for (const [net, bits] of FORBIDDEN_6) forbidden6.addSubnet(net, bits, 'ipv6');

/** Whether an address belongs to the public internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !forbidden4.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !forbidden6.check(address, 'ipv6');
}

/** The host of a URL, without the brackets of an IPv6 address and the dot at the end of a name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** Names of this machine, whatever they resolve to (RFC 6761). */
const LOCAL_NAME = /(^|\.)localhost$/i;

/** Why a URL cannot be one of a webhook, before its name is resolved. The parser has read odd spellings of addresses. */
export function faultOfUrl(text: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL';
  const url = new URL(text);
  const host = hostOf(url);
  const isLocal = LOCAL_NAME.test(host) || host === '::1' || host.startsWith('127.');
  if (url.protocol !== 'https:' && !(allowPrivate && isLocal && url.protocol === 'http:'))
    return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.hash !== '') return 'must not have a fragment';
  if (allowPrivate) return undefined;
  if (LOCAL_NAME.test(host) || (isIP(host) !== 0 && !isPublic(host))) return NOT_PUBLIC;
  return undefined;
}

export const NOT_PUBLIC = 'must be a public address';

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<string[]>;

/**
 * Asks the name servers. It does not use the system's look-up, whose few threads a dead name server would keep from all
 * others. Only this machine and private networks have names that no name server knows.
 */
export function resolver(allowPrivate: boolean): Resolve {
  if (allowPrivate) {
    const lookup = promisify(systemLookup);
    return async (host) => (await lookup(host, { all: true })).map(({ address }) => address);
  }
  const servers = new Resolver(RESOLVE);
  return async (host) => {
    const found = await Promise.allSettled([servers.resolve4(host), servers.resolve6(host)]);
    const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    if (addresses.length === 0) throw new Error(`the name ${host} does not resolve`);
    return addresses;
  };
}

/** The connection would go to an address that is not public. */
export class ForbiddenAddress extends Error {}

/**
 * The addresses of a host that may be connected to.
 *
 * @throws {ForbiddenAddress} where one of them is not public, unless that is allowed.
 */
export async function allowedAddresses(host: string, resolve: Resolve, allowPrivate: boolean): Promise<string[]> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (!allowPrivate && (LOCAL_NAME.test(host) || !addresses.every(isPublic))) {
    throw new ForbiddenAddress(`the host ${host} has an address that is not public`);
  }
  return addresses;
}

/**
 * The `lookup` of one connection, with addresses that were checked: what is connected to is what was checked, and a name
 * that changes its mind in between changes nothing.
 */
export function pinned(addresses: readonly string[]): LookupFunction {
  const all: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options: LookupOptions, done) => {
    const first = all[0];
    if (options.all === true) done(null, all);
    else done(null, first?.address ?? '', first?.family);
  };
}
