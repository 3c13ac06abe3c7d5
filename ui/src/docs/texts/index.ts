import type { Language } from '../../api/language.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { en, type Texts } from './en.ts';
import { es } from './es.ts';

const CATALOGUE: Record<Language, Texts> = { en, es };

export const useTexts = (): Texts => CATALOGUE[useLanguage()];

export type { Texts } from './en.ts';
