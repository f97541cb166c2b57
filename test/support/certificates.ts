import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A certificate authority that no system trusts, in a folder. */
export interface Authority {
  /** The file of its certificate. */
  file: string;
  /** Makes a certificate for a name of DNS. */
  certify(name: string): Promise<{ key: string; cert: string }>;
}

/** Makes an authority with OpenSSL: Node.js reads certificates and makes none. */
export async function makeAuthority(folder: string): Promise<Authority> {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=An authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  return {
    file: join(folder, 'ca.pem'),
    certify: async (name) => {
      await writeFile(join(folder, `${name}.ext`), `subjectAltName=DNS:${name}\n`);
      openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
      openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-days', '2', '-out', `${name}.pem`);
      const read = (end: string): Promise<string> => readFile(join(folder, `${name}.${end}`), 'utf8');
      return { key: await read('key'), cert: await read('pem') };
    },
  };
}
