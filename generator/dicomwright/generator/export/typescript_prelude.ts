/** A person's name, in up to three ways of writing. */
export interface PersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

/** Values that are elsewhere. */
export interface BulkData<VR extends string> {
  vr: VR;
  BulkDataURI: string;
  Value?: never;
  InlineBinary?: never;
}

export interface Values<VR extends string, T extends readonly unknown[]> {
  vr: VR;
  Value: T;
  BulkDataURI?: never;
  InlineBinary?: never;
}

export interface InlineBinary<VR extends string> {
  vr: VR;
  InlineBinary: string;
  Value?: never;
  BulkDataURI?: never;
}

export interface Empty<VR extends string> {
  vr: VR;
  Value?: never;
  BulkDataURI?: never;
  InlineBinary?: never;
}

/** An attribute of Type 1 or 1C: where it is, it has a value. */
export type Valued<VR extends string, T extends readonly unknown[]> = Values<VR, T> | BulkData<VR>;

/** An attribute that may be empty. */
export type Maybe<VR extends string, T extends readonly unknown[]> = Valued<VR, T> | Empty<VR>;

export type Bytes<VR extends string> = InlineBinary<VR> | BulkData<VR>;
export type MaybeBytes<VR extends string> = Bytes<VR> | Empty<VR>;

export interface Sequence<Item> {
  vr: "SQ";
  Value: [Item, ...Item[]];
}

export interface MaybeSequence<Item> {
  vr: "SQ";
  Value?: Item[];
}

/** Any attribute, also a private one. */
export interface DataElement {
  vr: string;
  Value?: readonly unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

/** A data set or item of which nothing is said. */
export interface DataSet {
  [tag: string]: DataElement;
}

/** An object with attributes beyond those of its IOD, such as private ones. */
export type Extended<T> = T & { [tag: string]: DataElement | undefined };
