import { generate } from 'selfsigned';

/** A server's key and certificate, and the authority that signed it; all PEM. */
export interface TestCertificate {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

let made: Promise<TestCertificate> | undefined;

/** A certificate for localhost, api.x.com and 127.0.0.1 by an authority of its own; made once a process. */
export function testCertificate(): Promise<TestCertificate> {
  made ??= makeCertificate();
  return made;
}

async function makeCertificate(): Promise<TestCertificate> {
  const authority = await generate([{ name: 'commonName', value: 'hashtide test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'api.x.com' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: 'api.x.com' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, key: leaf.private, cert: leaf.cert };
}
