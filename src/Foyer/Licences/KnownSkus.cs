namespace Foyer.Licences;

/// <summary>The products that Foyer's own tiers go by, with Entra's ids and names (digest 5.6).</summary>
public static class KnownSkus
{
    private static readonly ServicePlan Foundation = new(new("113feb6c-3fe4-4440-bddc-54d774bf0318"), "EXCHANGE_S_FOUNDATION", AppliesTo.Company);

    public static readonly SkuWish Basic = new(new("2b9c8e7c-319c-43a2-a2a0-48c5c6161de7"), "AAD_BASIC", "Foyer Basic")
    {
        Plans = [Foundation, new(new("c4da7f8a-5ee2-4c99-a7e1-87d2df57f6fe"), "AAD_BASIC")],
    };

    public static readonly SkuWish Premium = new(new("078d2b04-f1bd-4111-bbd4-b4b1b354cef4"), "AAD_PREMIUM", "Foyer Premium")
    {
        Plans = [Foundation, new(new("41781fb2-bc02-4b7c-bd55-b576c07bb09d"), "AAD_PREMIUM"), new(new("8a256a2b-b617-496d-b51b-e76466e88db0"), "MFA_PREMIUM")],
    };
}
