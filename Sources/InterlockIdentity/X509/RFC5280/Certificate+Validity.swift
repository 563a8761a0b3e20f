internal import InterlockCrypto

extension Certificate {
    /// Tells whether `time` is within the validity; no time is within one that ends before it begins.
    func isValid(at time: Timestamp) -> Bool { self.notBefore <= time && time <= self.notAfter }

    /// The first and the last second of the validity; the first alone of one that ends before it begins.
    ///
    /// `notBefore...notAfter` ends the process for such a certificate, which anyone can make.
    var validity: ClosedRange<Timestamp> { self.notBefore...max(self.notBefore, self.notAfter) }
}
