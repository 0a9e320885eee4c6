import "reflect-metadata";

/** A class that can be built without arguments: a DTO, a task, a pipeline. */
export type Class<T = object> = new () => T;

/** Any class, also one that is abstract or takes arguments. */
export type AnyClass = abstract new (...args: never[]) => unknown;

/** What the decorators of one kind recorded, kept on the classes themselves. */
export interface Store<Record> {
  set(target: AnyClass, record: Record): void;
  /** The class's own record, not that of a class it extends. */
  get(target: AnyClass): Record | undefined;
}

/** Opens the store of one kind; two copies of the package that name the same kind see the same records. */
export function createStore<Record>(kind: string): Store<Record> {
  const key = Symbol.for(`flytepath.${kind}`);
  return {
    set: (target, record) => Reflect.defineMetadata(key, record, target),
    get: (target) => Reflect.getOwnMetadata(key, target) as Record | undefined,
  };
}

/** The type that the toolchain emitted for a property; absent where `emitDecoratorMetadata` is off. @internal */
export function emittedType(prototype: object, property: string): unknown {
  return Reflect.getOwnMetadata("design:type", prototype, property);
}
