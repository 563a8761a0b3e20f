internal import InterlockIdentity
package import InterlockMarket

extension MarketWorld {
    /// An order of `person`; every term has a value that the rules allow.
    package func order<Body: Order>(
        _ type: Body.Type = Body.self,
        of person: MarketPerson,
        _ sequence: UInt64 = 1,
        energy: Int64 = 1_000,
        price: Int64 = 2_500,
        period: DeliveryPeriod? = nil,
        market: MarketID? = nil,
        address: String? = nil
    ) throws -> Body {
        Body(
            terms: try OrderTerms(
                market: market ?? self.rules.market,
                participant: person.identity,
                address: OrderAddress(address ?? person.attributes.walletAddress),
                period: period ?? self.period,
                energy: Energy(wattHours: energy),
                price: Price(units: price),
                sequence: sequence
            )
        )
    }

    /// A demand, signed.
    package func demand(
        by person: MarketPerson,
        _ sequence: UInt64 = 1,
        energy: Int64 = 1_000,
        price: Int64 = 2_500,
        period: DeliveryPeriod? = nil,
        embedding: CertificateEmbedding = .thumbprint
    ) throws -> [UInt8] {
        try self.order(Demand.self, of: person, sequence, energy: energy, price: price, period: period)
            .signed(with: person.key, certificate: person.certificate, embedding: embedding).encoded
    }

    /// A supply, signed.
    package func supply(
        by person: MarketPerson,
        _ sequence: UInt64 = 1,
        energy: Int64 = 1_000,
        price: Int64 = 2_500,
        period: DeliveryPeriod? = nil
    ) throws -> [UInt8] {
        try self.order(Supply.self, of: person, sequence, energy: energy, price: price, period: period)
            .signed(with: person.key, certificate: person.certificate).encoded
    }
}
