import type { Language } from '../../api/language.ts';
import { useLanguage } from '../useLanguage.ts';
import { en, type Texts } from './en.ts';
import { es } from './es.ts';

const CATALOGUE: Record<Language, Texts> = { en, es };

/** What the shared parts say. */
export const useKitTexts = (): Texts => CATALOGUE[useLanguage()];
