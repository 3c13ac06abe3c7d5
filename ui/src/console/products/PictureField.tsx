import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, type ReactNode } from 'react';

import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Products.module.css';
import { shrunk } from './shrink.ts';

/** A chosen one, `null` for none at all, undefined for what the product has. */
export type Picture = Blob | null | undefined;

const useAddress = (picture: Blob | null | undefined): string | undefined => {
  const address = useMemo(() => (picture ? URL.createObjectURL(picture) : undefined), [picture]);
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address]);
  return address;
};

interface PictureFieldProps {
  /** The address of the product's. */
  current: string | null;
  chosen: Picture;
  onChoose: (picture: Picture) => void;
}

export const PictureField = ({ current, chosen, onChoose }: PictureFieldProps): ReactNode => {
  const { products } = useTexts();
  const read = useMutation({ mutationFn: shrunk, onSuccess: onChoose });
  const chosenAddress = useAddress(chosen);
  const shown = chosen === undefined ? current : chosenAddress;
  return (
    <div className={styles.picture}>
      <div className={styles.preview}>{shown && <img src={shown} alt="" width="96" height="96" />}</div>
      <div className={styles.pictureside}>
        <label className={styles.file}>
          <Icon name="upload" size={18} />
          {products.choosePicture}
          <input
            className="sr-only"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            onChange={({ target }) => target.files?.[0] && read.mutate(target.files[0])}
          />
        </label>
        {shown && (
          <Button small look="plain" onClick={() => onChoose(null)}>
            {products.removePicture}
          </Button>
        )}
        <p className={read.isError ? styles.bad : styles.hint} role="status">
          {read.isError ? products.badPicture : products.pictureHint}
        </p>
      </div>
    </div>
  );
};
