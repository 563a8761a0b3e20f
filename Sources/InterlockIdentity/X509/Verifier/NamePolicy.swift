/// The rules by which one organisation cannot speak for another's member.
public enum NamePolicy: Hashable, Sendable {
    /// As RFC 5280 has it: an authority below an anchor vouches for any identity that its grants allow. For ledgers that
    /// were made so.
    case standard
    /// Every authority below an anchor has an identity namespace, and so has every anchor where anchors of several names are
    /// trusted; no two authorities can be mistaken for each other, and no name holds what cannot be seen.
    case unambiguous
}
