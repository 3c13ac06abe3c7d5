import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState, type FormEvent, type ReactNode } from 'react';

import { fieldsOf } from '../../api/errors.ts';
import type { Point, Store } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field, Select } from '../../kit/Field.tsx';
import { SOMEWHERE } from '../../kit/map/somewhere.ts';
import { FormError } from '../../kit/status/FormError.tsx';
import { Switch } from '../../kit/Switch.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Store.module.css';
import { ownZone, zones } from './zones.ts';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

interface StoreFormProps {
  /** None: a new one. */
  store?: Store;
  submitLabel: string;
  onSubmit: (fields: Partial<Store>) => Promise<unknown>;
}

interface PlaceFieldProps {
  place: Point | undefined;
  onPlace: (place: Point) => void;
  missing: boolean;
}

const PlaceField = ({ place, onPlace, missing }: PlaceFieldProps): ReactNode => {
  const { storeForm } = useTexts();
  return (
    <div className={styles.mapfield}>
      <p className={styles.maplabel}>{storeForm.place}</p>
      <p className={styles.hint}>{storeForm.placeHint}</p>
      <div className={styles.map}>
        <Suspense>
          <PlaceMap label={storeForm.place} center={place ?? SOMEWHERE} place={place} onPlace={onPlace} />
        </Suspense>
      </div>
      <p className={styles.missing} role="alert">
        {missing && storeForm.placeMissing}
      </p>
    </div>
  );
};

const Switches = ({ store, onChange }: { store: Store; onChange: (fields: Partial<Store>) => void }): ReactNode => {
  const { storeForm } = useTexts();
  return (
    <>
      <Switch
        label={storeForm.active}
        hint={storeForm.activeHint}
        on={store.is_active}
        onChange={(on) => onChange({ is_active: on })}
      />
      <Switch
        label={storeForm.nearOnly}
        hint={storeForm.nearOnlyHint}
        on={store.reserve_radius_check}
        onChange={(on) => onChange({ reserve_radius_check: on })}
      />
    </>
  );
};

export const StoreForm = ({ store, submitLabel, onSubmit }: StoreFormProps): ReactNode => {
  const { storeForm, saved } = useTexts();
  const [place, setPlace] = useState<Point | undefined>(store);
  const [missing, setMissing] = useState(false);
  const change = useMutation({ mutationFn: onSubmit });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setMissing(!place);
    if (!place) return;
    const form = new FormData(event.currentTarget);
    change.mutate({
      name: String(form.get('name')),
      address: String(form.get('address')),
      time_zone: String(form.get('time_zone')),
      latitude: place.latitude,
      longitude: place.longitude,
    });
  };
  const errors = fieldsOf(change.error);
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.fields}>
        <FormError error={change.error} />
        <Field
          label={storeForm.name}
          hint={storeForm.nameHint}
          name="name"
          defaultValue={store?.name}
          errors={errors['name']}
          required
        />
        <Field label={storeForm.address} name="address" defaultValue={store?.address} errors={errors['address']} />
        <Select
          label={storeForm.zone}
          hint={storeForm.zoneHint}
          name="time_zone"
          defaultValue={store?.time_zone ?? ownZone()}
          errors={errors['time_zone']}
        >
          {zones().map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Select>
        {store && <Switches store={store} onChange={(fields) => change.mutate(fields)} />}
        <Button type="submit" look="primary" busy={change.isPending}>
          {submitLabel}
        </Button>
        <p role="status" className={styles.saved}>
          {change.isSuccess && saved}
        </p>
      </div>
      <PlaceField place={place} onPlace={setPlace} missing={missing && !place} />
    </form>
  );
};
