public import InterlockCrypto

extension MembershipFolder {
    /// Says that a node of Hyperledger Fabric 2.x or 3.x, with channel capability 1.4.3 or later, takes the folder as it
    /// stands and finds its signer valid.
    ///
    /// - Parameter time: As of when the signer's validity is judged, and that of the authorities of connections; chains
    ///   are judged as of a certificate's own beginning, as Fabric does.
    /// - Throws: `IdentityError` for the first of ``defects(at:)``; its reason names the function of Fabric.
    public func check(at time: Timestamp) throws(IdentityError) {
        if let first = self.defects(at: time).first { throw first.error }
    }

    /// Everything for which Fabric would refuse the folder or its signer, or take them otherwise than they stand.
    public func defects(at time: Timestamp) -> [MembershipDefect] {
        MembershipCheck(self, at: time).defects()
    }
}
