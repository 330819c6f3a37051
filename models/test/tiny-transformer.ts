import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Logits (negative, neutral, positive) of each known word; a text's are the mean of its words'. */
const tinyWords: Readonly<Record<string, readonly [number, number, number]>> = {
  '[PAD]': [0, 0, 0],
  '[UNK]': [0, 0.1, 0],
  good: [-4, 0, 8],
  bad: [8, 0, -4],
  '@user': [0, 9, 0],
  http: [0, 9, 0],
};

/**
 * Writes a transformer that a person can check: an ONNX graph of one look-up and one mean, with the files of a
 * tokeniser that splits at blanks. No word is learnt, so no data is needed.
 */
export function writeTinyTransformer(folder: string): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  json('config.json', {
    model_type: 'roberta',
    architectures: ['RobertaForSequenceClassification'],
    id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
    max_position_embeddings: 18,
  });
  json('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
  });
  json('tokenizer.json', {
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(Object.keys(tinyWords).map((word, id) => [word, id])),
      unk_token: '[UNK]',
    },
  });
  writeFileSync(join(folder, 'onnx', 'model.onnx'), onnx());
}

/** logits = ReduceMean(Gather(table, input_ids), axis 1), as a protobuf message. */
function onnx(): Buffer {
  const rows = Object.values(tinyWords).flat();
  const table = message(
    packed(1, [Object.keys(tinyWords).length, 3]),
    number(2, 1), // float
    text(8, 'table'),
    bytes(9, Buffer.from(Float32Array.from(rows).buffer)),
  );
  const gather = message(text(1, 'table'), text(1, 'input_ids'), text(2, 'looked_up'), text(4, 'Gather'));
  const mean = message(
    text(1, 'looked_up'),
    text(2, 'logits'),
    text(4, 'ReduceMean'),
    bytes(5, message(text(1, 'axes'), number(8, 1), number(20, 7))),
    bytes(5, message(text(1, 'keepdims'), number(3, 0), number(20, 2))),
  );
  const graph = message(
    bytes(1, gather),
    bytes(1, mean),
    text(2, 'tiny'),
    bytes(5, table),
    bytes(11, tensor('input_ids', 7, ['texts', 'words'])),
    bytes(11, tensor('attention_mask', 7, ['texts', 'words'])),
    bytes(12, tensor('logits', 1, ['texts', 3])),
  );
  return message(number(1, 8), bytes(7, graph), bytes(8, message(text(1, ''), number(2, 13))));
}

function tensor(name: string, type: number, shape: readonly (string | number)[]): Buffer {
  const sizes = shape.map((size) =>
    bytes(1, message(typeof size === 'string' ? text(2, size) : number(1, size))),
  );
  const kind = message(number(1, type), bytes(2, message(...sizes)));
  return message(text(1, name), bytes(2, message(bytes(1, kind))));
}

const message = (...fields: Buffer[]): Buffer => Buffer.concat(fields);
const number = (field: number, value: number): Buffer =>
  Buffer.from([...varint(field << 3), ...varint(value)]);
const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const packed = (field: number, values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => number(field, value)));

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
