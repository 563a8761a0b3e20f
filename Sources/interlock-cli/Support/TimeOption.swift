import ArgumentParser
import Glibc
import Interlock

extension Timestamp: @retroactive ExpressibleByArgument {
    /// Reads `2016-06-13T00:15:00Z` or `2016-06-13`.
    public init?(argument: String) { self.init(argument) }

    /// The system's clock: the command line is where the clock comes in.
    static var now: Timestamp { Timestamp(secondsSinceEpoch: Int64(unsafe time(nil))) }
}
