import type { ChangeEvent, ReactNode } from 'react';

import { Field, Select } from '../../kit/Field.tsx';
import { kindOf } from '../data/fields.ts';
import type { Parameter } from '../data/openapi.ts';
import { useTexts } from '../texts/index.ts';

const choicesOf = ({ schema }: Parameter): string[] | undefined =>
  schema.type === 'boolean' ? ['true', 'false'] : schema.enum;

interface ParameterFieldProps {
  of: Parameter;
  value: string;
  onChange: (value: string) => void;
}

export const ParameterField = ({ of, value, onChange }: ParameterFieldProps): ReactNode => {
  const texts = useTexts();
  const choices = choicesOf(of);
  const about = {
    label: `${of.name} (${texts.places[of.in]}${of.required ? `, ${texts.required}` : ''})`,
    hint: [kindOf(of.schema, texts.kinds), of.description].filter(Boolean).join('. '),
    value,
    required: of.required ?? false,
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => onChange(target.value),
  };
  if (!choices) return <Field {...about} autoComplete="off" />;
  return (
    <Select {...about}>
      <option value="">{texts.any}</option>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </Select>
  );
};
