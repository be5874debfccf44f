namespace Foyer.Branding;

/// <summary>How an organisation's pages and mails look: colours, pictures, texts and custom CSS, in each language.</summary>
internal static class BrandingModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddBranding() => services
            .AddScoped<FindBrand>().AddScoped<ReadLook>().AddScoped<ReadBranding>().AddScoped<MailLogos>().AddSingleton<EncodedLogos>()
            .AddScoped<EditBranding>().AddScoped<SetBranding>().AddScoped<SetPicture>().AddScoped<RemoveBranding>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapBranding() => BrandFiles.Map(routes);
    }
}
