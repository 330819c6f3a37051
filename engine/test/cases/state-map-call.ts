import { EmptyStateMap, StateMap } from '../../src/rdd/state-map.ts';
import { type Call, rowByRow } from './call.ts';

type States = StateMap<unknown, unknown>;

/** Orders to one map, or to several by name: `put`, `c.put`, `c = p.copy`. */
export const stateMapSequence: Call = rowByRow(({ id, args }) => {
  const isEmpty = /empty/i.test(`${id} ${args.map ?? ''}`);
  const first: States = isEmpty ? new EmptyStateMap() : new StateMap();
  const maps = new Map<string, States>();
  return ([order, key, state, time]) => {
    const [, target, name = '', verb = ''] = /^(?:(\w+)\s*=\s*)?(?:(\w+)\.)?(\w+)$/.exec(String(order)) ?? [];
    const map = maps.get(name) ?? first;
    switch (verb) {
      case 'put':
        map.put(key, state, time as number);
        return 'ok';
      case 'get':
        return map.get(key) ?? null;
      case 'getByTime':
        return map.getByTime(key as number);
      case 'getAll':
        return map.getAll();
      case 'remove':
        map.remove(key);
        return 'ok';
      case 'copy': {
        const copy = map.copy();
        if (target !== undefined) maps.set(target, copy);
        return copy === map ? 'same object' : 'ok';
      }
      default:
        throw new Error(`unknown order ${order} to a StateMap`);
    }
  };
});
