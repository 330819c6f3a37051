import { describe, expect, test } from 'vitest';
import type { SourceRecord } from '../../tweet-source.ts';
import { loopRecords } from './loop-records.ts';
import { openReplay, RecordingFolder, recordedLine, recordsOf } from './write-recording.ts';

/** The first `count` records of a recording that goes on for ever. */
async function looped(lines: readonly string[], count: number): Promise<string[]> {
  using folder = new RecordingFolder();
  const { source } = await openReplay({ file: folder.write(lines.join('\n')), loop: true, limit: count });
  expect([source.total, source.epoch]).toEqual([undefined, undefined]);
  return await recordsOf(source);
}

const idOf = (text: string): string => JSON.parse(text).data.id;
const atOf = (text: string): number => JSON.parse(text).__rec.at;

describe('loop', () => {
  test('the first lap is the recording; later ones follow at its mean distance', async () => {
    const lines = [recordedLine(1000, '10'), recordedLine(1400, '11'), recordedLine(2000, '12')];
    const records = await looped(lines, 8);
    expect(records.slice(0, 3)).toEqual(lines);
    expect(records.map(atOf)).toEqual([1000, 1400, 2000, 2500, 2900, 3500, 4000, 4400]);
    expect(new Set(records.map(idOf)).size).toBe(8);
  });

  test('ids, references to posts of the recording and dates move on; all else stays byte for byte', async () => {
    const first = recordedLine(0, '2124422625131233280');
    const second =
      '{"data":{"id":"2124422625131233281","conversation_id":"2124422625131233280","created_at":"1970-01-01T00:00:10.500Z",' +
      '"edit_history_tweet_ids":["2124422625131233281","77"],"big":12345678901234567890,"author_id":"2124422625131233280",' +
      '"referenced_tweets":[{"type":"quoted","id":"2124422625131233280"},{"type":"replied_to","id":"77"}]},' +
      '"includes":{"users":[{"id":"5","created_at":"2010-01-01T00:00:00Z"}],"tweets":[' +
      '{"id":"2124422625131233280","created_at":"1970-01-01T00:00:09Z"},{"id":"77","created_at":"1970-01-01T00:00:01Z"}]},' +
      '"__rec":{"at":1000}}';
    const lapMs = 2000;
    const moved = (id: bigint): string => String(id + (BigInt(lapMs) << 22n));
    const [, , , again] = await looped([first, second], 4);
    expect(again).toBe(
      second
        .replaceAll('2124422625131233281', moved(2124422625131233281n))
        .replaceAll('"2124422625131233280"', `"${moved(2124422625131233280n)}"`)
        .replace(`"author_id":"${moved(2124422625131233280n)}"`, '"author_id":"2124422625131233280"')
        .replace('00:00:10.500Z', '00:00:12.500Z')
        .replace('00:00:09Z', '00:00:11.000Z')
        .replace('"at":1000', '"at":3000'),
    );
  });

  test('the names of spec 2.167, tweets without `data`, and ids that are no numbers', async () => {
    const records = await looped(
      [
        '{"id":5,"text":"a","created_at":"Thu Jan 01 00:00:01 +0000 1970","referenced_posts":[{"id":"5"}],"edit_history_post_ids":["5"]}',
        '{"id":"at://x","text":"b","created_at":"1970-01-01T00:00:01Z"}',
      ],
      4,
    );
    const moved = 5n + (1000n << 22n);
    expect(records.slice(2)).toEqual([
      `{"id":${moved},"text":"a","created_at":"Thu Jan 01 00:00:02 +0000 1970","referenced_posts":[{"id":"${moved}"}],"edit_history_post_ids":["${moved}"],"__rec":{"at":2000}}`,
      '{"id":"at://x~1","text":"b","created_at":"1970-01-01T00:00:02.000Z","__rec":{"at":2000}}',
    ]);
  });

  test('no id comes twice though ids are spread over more time than the stamps', async () => {
    // A lap lasts 2 ms: moved on by that alone, the first would be the second two laps later.
    const lines = [recordedLine(0, '1'), recordedLine(1, String(1n + (4n << 22n)))];
    const records = await looped(lines, 30);
    expect(new Set(records.map(idOf)).size).toBe(30);
  });

  test('a lone record comes each second', async () => {
    expect((await looped([recordedLine(5, '1')], 3)).map(atOf)).toEqual([5, 1005, 2005]);
  });

  test('bad lines loop too, and are named once', async () => {
    using folder = new RecordingFolder();
    const file = folder.write(`${recordedLine(5, '1')}\noops\n`);
    const { source, logged } = await openReplay({ file, loop: true, limit: 6 });
    const errors = (await recordsOf(source)).filter((text) => text.includes('"error"'));
    expect(errors).toEqual([5, 1005, 2005].map((at) => `{"__rec":{"at":${at},"error":"not_json","line":2}}`));
    expect(logged).toHaveLength(1);
  });

  test('a recording of nothing ends', async () => {
    using folder = new RecordingFolder();
    const { source } = await openReplay({ file: folder.write('{"__rec":{"header":{}}}\n'), loop: true });
    expect(await recordsOf(source)).toEqual([]);
  });

  test('a file that grows while it loops gives what it gave the first time', async () => {
    const record = (at: number): SourceRecord => ({ at, line: Buffer.from(recordedLine(at, String(at))) });
    async function* read(lap: number): AsyncGenerator<readonly SourceRecord[]> {
      yield [record(1), record(3)];
      if (lap > 0) yield [record(9)];
    }
    const times: number[] = [];
    for await (const records of loopRecords(read)) {
      times.push(...records.map(({ at }) => at));
      if (times.length >= 6) break;
    }
    expect(times).toEqual([1, 3, 5, 7, 9, 11]);
  });
});
