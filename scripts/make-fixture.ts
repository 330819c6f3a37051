// Makes the recording that `hashtide demo` plays:  npm run make-fixture
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { makeRecording } from './fixture/make-recording.ts';

const file = fileURLToPath(new URL('../apps/hashtide/recordings/demo.ndjson.gz', import.meta.url));
const lines = makeRecording();
const packed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, packed);
console.log(`${lines.length} lines, ${packed.length} bytes: ${file}`);
