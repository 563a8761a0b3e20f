public import ArgumentParser
public import Interlock

extension SecurityLevel: ExpressibleByArgument {
    /// Reads 128, 192 or 256.
    public init?(argument: String) {
        guard let bits = Int(argument) else { return nil }
        self.init(rawValue: bits)
    }
}
