import { expect, test } from 'vitest';
import {
  parseBytes,
  parseDurationMs,
  parseHostPort,
  parseMoment,
  parsePort,
  parseWindowMs,
} from './parse-values.ts';

test.each([
  ['10s', 10_000],
  ['1.5m', 90_000],
  ['250ms', 250],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('the duration %s is %i ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

test.each(['', 'ten', '10', '-1s', '0s', '1.00001ms', '1e3s', '10 s ago'])('%j is no duration', (text) => {
  expect(() => parseDurationMs(text)).toThrow(/10s/);
});

test.each([
  ['127.0.0.1:5555', '127.0.0.1', 5555],
  ['localhost:1', 'localhost', 1],
  ['[::1]:80', '::1', 80],
  ['5555', '127.0.0.1', 5555],
  [':7', '127.0.0.1', 7],
])('%s is %s, port %i', (text, host, port) => expect(parseHostPort(text)).toEqual({ host, port }));

test.each(['', 'host', 'a:b', '1:2:3', 'a:70000', '::1:80'])('%j is no address', (text) => {
  expect(() => parseHostPort(text)).toThrow();
});

test('ports, sizes, moments, windows', () => {
  expect(parseWindowMs('60m')).toBe(parseWindowMs('1h'));
  expect(() => parseWindowMs('7m')).toThrow(/1m, 5m/);
  expect(parsePort('0')).toBe(0);
  expect(() => parsePort('65536')).toThrow();
  expect(parseBytes('200MB')).toBe(200_000_000);
  expect(parseBytes('1000')).toBe(1000);
  expect(() => parseBytes('lots')).toThrow();
  expect(parseMoment('2026-11-22T12:00:00Z')).toBe(1_795_348_800_000);
  expect(() => parseMoment('yesterday')).toThrow();
});
