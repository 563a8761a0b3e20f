public import ArgumentParser
import Glibc
public import Interlock

extension Timestamp: ExpressibleByArgument {
    /// Reads `2016-06-13T00:15:00Z` or `2016-06-13`.
    public init?(argument: String) { self.init(argument) }

    /// The system's clock: the command line is where the clock comes in.
    static var now: Timestamp { Timestamp(secondsSinceEpoch: Int64(time(nil))) }
}
