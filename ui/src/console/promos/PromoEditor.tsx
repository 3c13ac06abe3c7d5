import { useMutation } from '@tanstack/react-query';
import { useState, type ChangeEvent, type FormEvent, type ReactNode } from 'react';

import { fieldsOf } from '../../api/errors.ts';
import type { PromoFields, Segment } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field, Select } from '../../kit/Field.tsx';
import { distance, money, percentOff } from '../../kit/format.ts';
import { Several } from '../../kit/Segmented.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useTexts } from '../texts/index.ts';
import { fieldsOfDraft, priceOf, type Draft } from './draft.ts';
import styles from './Editor.module.css';
import { Preview } from './Preview.tsx';
import { ProductField } from './ProductField.tsx';
import { endsNextDay, WEEKDAYS, weekdayName } from './schedule.ts';

interface GroupProps {
  draft: Draft;
  errors: Record<string, string[]>;
  onChange: (change: Partial<Draft>) => void;
}

const HOLD_SECONDS = [30, 60, 120, 300, 600, 1800];
const SEGMENTS: Segment[] = ['new_users', 'regular_users', 'frequent_buyers'];
const RADIUS_M_MIN = 100;
const RADIUS_M_MAX = 20_000;

/** A slider moves evenly in the logarithm: 100 m more matter near, not far. */
const SLIDER_MAX = 100;
const toSlider = (metres: number): number =>
  Math.round((SLIDER_MAX * Math.log(metres / RADIUS_M_MIN)) / Math.log(RADIUS_M_MAX / RADIUS_M_MIN));
const fromSlider = (position: number): number => {
  const metres = RADIUS_M_MIN * (RADIUS_M_MAX / RADIUS_M_MIN) ** (position / SLIDER_MAX);
  const step = metres < 1000 ? 50 : metres < 5000 ? 100 : 500;
  return Math.round(metres / step) * step;
};

const valueOf = (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>): string => event.target.value;

const What = ({ draft, errors, onChange }: GroupProps): ReactNode => {
  const { editor } = useTexts();
  const language = useLanguage();
  const { product } = draft;
  const price = priceOf(draft.promo_price);
  const hint =
    product && price
      ? editor.priceHint(
          money(product.original_price, product.currency, language),
          percentOff(price, product.original_price),
        )
      : undefined;
  return (
    <fieldset className={styles.group}>
      <legend className="sr-only">{editor.what}</legend>
      <ProductField product={product} errors={errors['product']} onChoose={(chosen) => onChange({ product: chosen })} />
      <div className={styles.pair}>
        <Field
          label={editor.price}
          hint={hint}
          inputMode="decimal"
          value={draft.promo_price}
          errors={errors['promo_price']}
          onChange={(event) => onChange({ promo_price: valueOf(event) })}
          required
        />
        <Field
          label={editor.stock}
          type="number"
          min={1}
          max={1_000_000}
          value={draft.stock}
          errors={errors['stock']}
          onChange={(event) => onChange({ stock: Number(valueOf(event)) })}
          required
        />
      </div>
    </fieldset>
  );
};

const When = ({ draft, errors, onChange }: GroupProps): ReactNode => {
  const { editor } = useTexts();
  const language = useLanguage();
  return (
    <fieldset className={styles.group}>
      <legend className="sr-only">{editor.when}</legend>
      <div className={styles.pair}>
        <Field
          label={editor.start}
          type="time"
          value={draft.start_time}
          errors={errors['start_time']}
          onChange={(event) => onChange({ start_time: valueOf(event) })}
          required
        />
        <Field
          label={editor.end}
          hint={endsNextDay(draft) ? editor.nextDay : undefined}
          type="time"
          value={draft.end_time}
          errors={errors['end_time']}
          onChange={(event) => onChange({ end_time: valueOf(event) })}
          required
        />
      </div>
      <div>
        <p className={styles.label}>{editor.weekdays}</p>
        <Several
          label={editor.weekdays}
          values={draft.weekdays.map(String)}
          options={WEEKDAYS.map((day) => [String(day), weekdayName(day, language)])}
          onChange={(days) => onChange({ weekdays: days.map(Number).toSorted() })}
        />
      </div>
      <div className={styles.dates}>
        <Field
          label={editor.startsOn}
          type="date"
          value={draft.starts_on}
          errors={errors['starts_on']}
          onChange={(event) => onChange({ starts_on: valueOf(event) })}
        />
        <Field
          label={editor.endsOn}
          hint={editor.endsOnHint}
          type="date"
          value={draft.ends_on}
          errors={errors['ends_on']}
          onChange={(event) => onChange({ ends_on: valueOf(event) })}
        />
      </div>
    </fieldset>
  );
};

const RadiusField = ({ draft, onChange }: Omit<GroupProps, 'errors'>): ReactNode => {
  const { editor } = useTexts();
  const language = useLanguage();
  const name = distance(draft.radius_m, language);
  return (
    <label>
      <span className={styles.rangehead}>
        <span>{editor.radius}</span>
        <span>{name}</span>
      </span>
      <input
        className={styles.range}
        type="range"
        min={0}
        max={SLIDER_MAX}
        value={toSlider(draft.radius_m)}
        aria-valuetext={name}
        onChange={(event) => onChange({ radius_m: fromSlider(Number(valueOf(event))) })}
      />
    </label>
  );
};

const ForWhom = ({ draft, errors, onChange }: GroupProps): ReactNode => {
  const { editor } = useTexts();
  return (
    <fieldset className={styles.group}>
      <legend className="sr-only">{editor.forWhom}</legend>
      <RadiusField draft={draft} onChange={onChange} />
      <div>
        <p className={styles.label}>{editor.segments}</p>
        <Several
          label={editor.segments}
          values={draft.eligible_segments}
          options={SEGMENTS.map((segment) => [segment, editor.segmentNames[segment]])}
          onChange={(segments) => onChange({ eligible_segments: segments })}
        />
        <p className={styles.hint}>{editor.segmentsHint}</p>
      </div>
      <div className={styles.pair}>
        <Field
          label={editor.perPerson}
          type="number"
          min={1}
          max={1000}
          value={draft.max_per_user}
          errors={errors['max_per_user']}
          onChange={(event) => onChange({ max_per_user: Number(valueOf(event)) })}
          required
        />
        <Select
          label={editor.hold}
          value={draft.hold_seconds}
          errors={errors['hold_seconds']}
          onChange={(event) => onChange({ hold_seconds: Number(valueOf(event)) })}
        >
          {[...new Set([...HOLD_SECONDS, draft.hold_seconds])].map((seconds) => (
            <option key={seconds} value={seconds}>
              {editor.holdSeconds(seconds)}
            </option>
          ))}
        </Select>
      </div>
    </fieldset>
  );
};

interface PromoEditorProps {
  initial: Draft;
  submitLabel: string;
  onSubmit: (fields: PromoFields) => Promise<unknown>;
}

export const PromoEditor = ({ initial, submitLabel, onSubmit }: PromoEditorProps): ReactNode => {
  const { editor } = useTexts();
  const [draft, setDraft] = useState(initial);
  const save = useMutation({ mutationFn: onSubmit });
  const fields = fieldsOfDraft(draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fields) save.mutate(fields);
  };
  const group = {
    draft,
    errors: fieldsOf(save.error),
    onChange: (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change })),
  };
  return (
    <div className={styles.editor}>
      <form className={styles.form} onSubmit={submit}>
        <FormError error={save.error} />
        <What {...group} />
        <When {...group} />
        <ForWhom {...group} />
        <Button type="submit" look="primary" disabled={!fields} busy={save.isPending}>
          {submitLabel}
        </Button>
        <p className={styles.hint}>{editor.publishHint}</p>
      </form>
      <Preview fields={fields} radiusM={draft.radius_m} />
    </div>
  );
};
