import { createContext, useContext } from 'react';
import { type Glyphs, unicodeGlyphs } from '../text/glyphs.ts';

/** How everything is drawn. */
export interface Look {
  readonly color: boolean;
  readonly glyphs: Glyphs;
}

export const LookContext = createContext<Look>({ color: true, glyphs: unicodeGlyphs });

export function useLook(): Look {
  return useContext(LookContext);
}
