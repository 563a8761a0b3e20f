public import InterlockCrypto

extension MembershipFolder {
    /// Says that a node of Hyperledger Fabric 2.x or 3.x, with channel capability 1.4.3 or later, takes the folder and finds
    /// its signer valid.
    ///
    /// - Parameter time: As of when the signer's end is judged; chains are judged as of a certificate's own beginning, as
    ///   Fabric does.
    /// - Throws: `FabricError` with code `refused` for the first of ``defects(at:)`` that is more than noted.
    public func check(at time: Timestamp) throws(FabricError) {
        if let first = self.defects(at: time).first(where: { $0.effect != .noted }) {
            throw FabricError(first)
        }
    }

    /// Everything for which Fabric refuses the folder or its signer, or takes them otherwise than they stand.
    ///
    /// The private key and files that are passed over are the business of ``MembershipReport``.
    public func defects(at time: Timestamp) -> [MembershipDefect] {
        MembershipCheck(self, at: time).defects()
    }
}
