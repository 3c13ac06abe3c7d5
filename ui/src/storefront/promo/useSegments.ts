import type { LivePromo } from '../../api/types.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useTexts } from '../texts/index.ts';

/** For whom a promo is, as part of a sentence; nothing when it is for all. */
export const useSegments = ({ eligible_segments: segments }: LivePromo): string | undefined => {
  const { promo } = useTexts();
  const language = useLanguage();
  if (segments.length === 0) return undefined;
  return new Intl.ListFormat(language).format(segments.map((segment) => promo.segments[segment]));
};
