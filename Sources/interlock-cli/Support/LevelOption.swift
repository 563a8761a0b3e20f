public import ArgumentParser
public import Interlock
public import InterlockAuthority

extension SecurityLevel: ExpressibleByArgument {
    /// Reads 128, 192 or 256.
    public init?(argument: String) {
        guard let bits = Int(argument) else { return nil }
        self.init(rawValue: bits)
    }
}

extension EnrolmentProfile: ExpressibleByArgument {}

extension IssuedCertificate.Status: ExpressibleByArgument {}
