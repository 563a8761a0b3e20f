/// The functions and methods of Cedar's extension types.
///
/// As in Cedar, how many arguments each takes is no matter of the grammar: a call with others cannot be evaluated.
public enum ExtensionFunction: String, Hashable, Sendable, CaseIterable {
    /// `decimal("1.5")`
    case decimal
    /// `ip("10.0.0.0/8")`
    case ip
    /// `datetime("2026-06-15T12:00:00Z")`
    case datetime
    /// `duration("1h30m")`
    case duration
    /// Whether a decimal is less than another.
    case lessThan
    /// Whether a decimal is at most another.
    case lessThanOrEqual
    /// Whether a decimal is more than another.
    case greaterThan
    /// Whether a decimal is at least another.
    case greaterThanOrEqual
    /// Whether an address is IPv4.
    case isIpv4
    /// Whether an address is IPv6.
    case isIpv6
    /// Whether an address is the machine's own.
    case isLoopback
    /// Whether an address is a group's.
    case isMulticast
    /// Whether an address is in a range.
    case isInRange
    /// A moment and a duration.
    case offset
    /// The duration from one moment to another.
    case durationSince
    /// The beginning of a moment's day (UTC).
    case toDate
    /// The duration since the beginning of a moment's day (UTC).
    case toTime
    /// A duration in whole milliseconds.
    case toMilliseconds
    /// A duration in whole seconds, towards zero.
    case toSeconds
    /// A duration in whole minutes, towards zero.
    case toMinutes
    /// A duration in whole hours, towards zero.
    case toHours
    /// A duration in whole days, towards zero.
    case toDays

    /// Whether it makes a value of a string, and is called as a function; the others are methods.
    var isConstructor: Bool {
        switch self {
        case .decimal, .ip, .datetime, .duration: true
        default: false
        }
    }

    /// The number of arguments, a method's target among them.
    var argumentCount: Int { ExtensionSignature(self).parameters.count }
}
