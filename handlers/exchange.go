package handlers

func exchangeRoutes() []route {
	return nil
}
