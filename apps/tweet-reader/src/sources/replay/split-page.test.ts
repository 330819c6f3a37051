import { expect, test } from 'vitest';
import { splitPage } from './split-page.ts';

test('each tweet of a page comes with what it refers to, in its own text', () => {
  const page =
    '{"data": [{"id": "11", "text": "say \\"hi\\"", "author_id": "1", "n": 12345678901234567890},' +
    '{"id":"12","author_id":"2","referenced_tweets":[{"type":"retweeted","id":"9"}],"attachments":{"media_keys":["3_7"]}},' +
    'null,{"id":"13"}],' +
    '"includes":{"users":[{"id":"1","name":"A"},{"id":"2","name":"B"},{"id":"3","name":"C"}],' +
    '"tweets":[{"id":"9","author_id":"3"}],"media":[{"media_key":"3_7"}],"odd":5},"meta":{"result_count":4}}';

  expect(splitPage(page)).toEqual([
    '{"data":{"id": "11", "text": "say \\"hi\\"", "author_id": "1", "n": 12345678901234567890},' +
      '"includes":{"users":[{"id":"1","name":"A"}]}}',
    '{"data":{"id":"12","author_id":"2","referenced_tweets":[{"type":"retweeted","id":"9"}],"attachments":{"media_keys":["3_7"]}},' +
      '"includes":{"users":[{"id":"2","name":"B"},{"id":"3","name":"C"}],"tweets":[{"id":"9","author_id":"3"}],"media":[{"media_key":"3_7"}]}}',
    undefined,
    '{"data":{"id":"13"}}',
  ]);
});

test.each(['{"data":[]}', '{"data":{"id":"1"}}', '{}'])('no tweets in %s', (text) => {
  expect(splitPage(text)).toEqual([]);
});
