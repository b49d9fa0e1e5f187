package millrace.readers;

/** What a reader does with a row that it cannot read as asked. */
public enum Policy {
  /** The first such row ends the reading with a {@link millrace.data.DataException}. */
  STRICT,
  /** Such rows are left out, and each is listed as a {@link Problem} in the {@link Result}. */
  COLLECT
}
